import { expect, test } from "vitest";
import type { LabProcess } from "../../kernel-helpers/src/lab/lab";
import { endLoad } from "../../kernel-helpers/src/run/endload";

/** A process that ends some milliseconds after it was told to; null: it hangs. */
function locust(milliseconds: number | null): Pick<LabProcess, "signal" | "exited"> {
  let end!: (exit: { code: number; signal: null }) => void;
  const exited = new Promise<{ code: number | null; signal: null }>((resolve) => (end = resolve));
  const signal: LabProcess["signal"] = (name) => {
    if (name === "SIGTERM" && milliseconds !== null) setTimeout(() => end({ code: 0, signal: null }), milliseconds);
    return Promise.resolve();
  };
  return { signal, exited };
}

test("a Locust that hangs is no load that ended: the trial is told why it is not to be believed", async () => {
  expect(await endLoad(locust(10), 5)).toBe(null);
  expect(await endLoad(locust(null), 0.05)).toBe(
    "Locust did not end within 0.05 s of being told to, and its last requests are not on record",
  );
});
