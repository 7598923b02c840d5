import { text } from "../../http/reply";
import { runService } from "../../http/service";

/** Where servers push their counters: a gateway of Prometheus, outside, that takes everything and keeps nothing. */
runService("monitor", (on) => {
  for (const method of ["PUT", "POST"] as const) on(method, "/metrics/*", () => text(""));
});
