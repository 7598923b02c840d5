import { createServer } from "node:net";

/* A mail relay outside: takes any message (SMTP, RFC 5321) and keeps none. */

createServer((socket) => {
  let text = "";
  let inMessage = false;
  const say = (line: string): void => void socket.write(`${line}\r\n`);
  const answers: Readonly<Record<string, string>> = {
    EHLO: "250 mail-relay",
    HELO: "250 mail-relay",
    MAIL: "250 OK",
    RCPT: "250 OK",
    RSET: "250 OK",
  };
  const hear = (line: string): void => {
    const word = line.slice(0, 4).toUpperCase();
    if (inMessage) {
      if (line !== ".") return;
      inMessage = false;
      say("250 OK: queued");
    } else if (word === "DATA") {
      inMessage = true;
      say("354 End data with <CR><LF>.<CR><LF>");
    } else if (word === "QUIT") {
      say("221 Bye");
      socket.end();
    } else say(answers[word] ?? "502 Command not implemented");
  };
  socket.setEncoding("latin1");
  socket.on("error", () => socket.destroy());
  socket.on("data", (more: string) => {
    const lines = (text + more).split("\r\n");
    text = lines.pop()!;
    lines.forEach(hear);
  });
  say("220 mail-relay ESMTP");
}).listen(Number(process.env.PORT ?? 25), "0.0.0.0");
