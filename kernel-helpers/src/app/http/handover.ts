import { Agent, request } from "node:http";
import { HttpError, text, type Reply } from "./reply";

/** Where a service takes what others tell it in forms. */
export const eventsPath = "/events";

const agent = new Agent({ keepAlive: true });

/**
 * Hands the body of a form that was posted to a service to whoever waits for it beside, at the socket that `HANDOVER` names: a relay of a
 * theft that goes the application's way. The reply is sent once it has been taken.
 *
 * @throws HttpError 503 when nobody waits there
 */
export function handOver(body: Buffer, socketPath: string | undefined): Promise<Reply> {
  if (!socketPath) return Promise.reject(new HttpError(503, "nobody takes events here"));
  return new Promise((resolve, reject) => {
    const headers = { "content-type": formType, "content-length": body.length };
    const sending = request({ agent, socketPath, method: "POST", path: eventsPath, headers }, (answer) => {
      answer.resume().on("end", () => resolve(text("", answer.statusCode === 200 ? 202 : 503)));
    });
    sending.on("error", () => reject(new HttpError(503, "nobody takes events here")));
    sending.end(body);
  });
}

/** Forms come from no service of an application: all of them speak JSON. */
export const formType = "application/x-www-form-urlencoded";
