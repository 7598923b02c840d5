import { json } from "../../http/reply";
import { runService } from "../../http/service";

/** Where a company's services send their traces: a collector of OpenTelemetry, outside, that takes everything and keeps nothing. */
runService("collector", (on) => {
  on("POST", "/v1/traces", () => json({ partialSuccess: {} }));
});
