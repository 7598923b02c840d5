import { createServer } from "node:http";

/*
 * Somebody outside whom measurements and backups are sent to (POST, PUT: any body, of which it keeps nothing and answers the size, {"bytes":5}), and packages are
 * fetched from (GET /packages/<bytes>: so many bytes that do not compress). GET /health answers 200.
 */

/** The same for everybody: nobody looks into a package. */
const block = Buffer.from(Array.from({ length: 16_384 }, (_, i) => (i * 2_654_435_761) >>> 24));
const most = 1_000_000_000;

createServer((request, response) => {
  const [, asked] = /^\/packages\/(\d{1,10})$/.exec(request.url ?? "") ?? [];
  let bytes = 0;
  request.on("data", (part: Buffer) => (bytes += part.length));
  if (request.url === "/health") return response.end("OK");
  if (asked === undefined)
    return request.on("end", () => response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify({ bytes })));
  let left = Math.min(Number(asked), most);
  response.writeHead(200, { "content-type": "application/octet-stream", "content-length": left });
  const go = (): void => {
    while (left > 0) {
      const part = block.subarray(0, Math.min(left, block.length));
      left -= part.length;
      if (!response.write(part)) return void response.once("drain", go);
    }
    response.end();
  };
  return go();
}).listen(Number(process.env.PORT ?? 80), "0.0.0.0");
