import { text } from "../../http/reply";
import { runService } from "../../http/service";

/** A judge of comments, outside, to whom sites show what was written: as Akismet is. To this one all is well. */
runService("antispam", (on) => {
  on("POST", "/check", () => text("false"));
});
