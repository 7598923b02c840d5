import { json } from "../../http/reply";
import { runService } from "../../http/service";

/** Someone outside who wants to know what is written. */
runService("sink", (on) => {
  on("POST", "/events", () => json({ received: true }, 202));
});
