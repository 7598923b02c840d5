// One service of the application in own-application.json: answers by itself, or asks the next one. Any program that listens would do.
const http = require("node:http");

const { PORT, NEXT } = process.env;

http
  .createServer((request, response) => {
    if (request.url === "/health") return response.end("ok");
    if (!NEXT) return response.end("x".repeat(500));
    const asked = http.request(NEXT + request.url, { method: request.method }, (answer) => {
      response.writeHead(answer.statusCode);
      answer.pipe(response);
    });
    asked.on("error", (error) => {
      response.writeHead(502);
      response.end(error.message);
    });
    request.pipe(asked);
  })
  .listen(Number(PORT));
