/*
 * DET's messages over HTTP: a form field in a POST, or a cookie in a GET. DET itself loses every GET, because it decodes the
 * (empty) path first and is content with that; here the cookie is read.
 */

const userAgent = "Mozilla/5.0 (X11; Linux x86_64; rv:52.0) Gecko/20100101 Firefox/52.0";

/** The whole request, head and body. `host` is address:port of the server. The other headers are those of Python's requests. */
export function encodeRequest(message: Buffer, method: "POST" | "GET", host: string, path = "/"): Buffer {
  const base64 = message.toString("base64");
  const body = method === "POST" ? `data=${encodeURIComponent(base64)}` : "";
  const head = [
    `${method} ${path} HTTP/1.1`,
    `Host: ${host}`,
    `User-Agent: ${userAgent}`,
    "Accept-Encoding: gzip, deflate",
    "Accept: */*",
    "Connection: keep-alive",
    ...(method === "POST"
      ? [`Content-Length: ${body.length}`, "Content-Type: application/x-www-form-urlencoded"]
      : [`Cookie: PHPSESSID=${base64}`]),
  ];
  return Buffer.from(`${head.join("\r\n")}\r\n\r\n${body}`, "latin1");
}

/** The message in a POST's body; null when the first field is not `data`, or is no base64. */
export function messageInForm(body: string): Buffer | null {
  const equals = body.indexOf("=");
  if (equals < 0 || body.slice(0, equals) !== "data") return null;
  try {
    return decodeBase64(decodeURIComponent(body.slice(equals + 1)));
  } catch {
    return null; // a lone percent sign
  }
}

/** The message in a GET's cookies; null when there is no PHPSESSID, or it is no base64. */
export function messageInCookie(header: string): Buffer | null {
  for (const cookie of header.split(";")) {
    const [, name, value] = /^\s*([^=]+)=\s*"?([^"]*)"?\s*$/.exec(cookie) ?? [];
    if (name === "PHPSESSID") return decodeBase64(value);
  }
  return null;
}

/** Bytes from whole groups of base64; null for anything else. */
export function decodeBase64(text: string): Buffer | null {
  return text.length > 0 && text.length % 4 === 0 && /^[A-Za-z0-9+/]+={0,2}$/.test(text) ? Buffer.from(text, "base64") : null;
}

/** What every request is answered with, whether it carried a message or not. */
export const reply = {
  server: "Apache/2.4.10",
  type: "text/html",
  body: "<html><body><h1>It works!</h1></body></html>\n",
} as const;
