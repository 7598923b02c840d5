import { createHash, randomUUID } from "node:crypto";
import { json } from "../../http/reply";
import { runService } from "../../http/service";

/** A company outside that charges cards: answers each charge with a signed receipt of about 1 kB. */
runService("payment-provider", (on) => {
  on("POST", "/charges", (request) => {
    const charge = request.json<Record<string, unknown>>();
    const id = `ch_${randomUUID()}`;
    const digest = (part: string) => createHash("sha512").update(`${id}/${part}`).digest("base64");
    return json(
      { id, status: "succeeded", ...charge, receipt: digest("receipt"), risk: { score: 12 }, signature: digest("signature") },
      201,
    );
  });
});
