import { randomUUID } from "node:crypto";
import { json } from "../../http/reply";
import { runService } from "../../http/service";

/** A partner outside, such as a carrier, that wants to know of every parcel. */
runService("webhook", (on) => {
  on("POST", "/events", () => json({ received: true, event: randomUUID() }, 202));
});
