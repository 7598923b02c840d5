import { readdirSync, rmSync } from "node:fs";
import { join } from "node:path";

const signals = ["SIGINT", "SIGTERM"] as const;

/** Does what writes files into a folder. A signal that ends the program meanwhile leaves nothing half of it there. */
export async function leavingNoHalves<T>(folder: string, work: () => Promise<T>): Promise<T> {
  const end = (signal: NodeJS.Signals): void => {
    for (const name of readdirSync(folder)) if (name.endsWith(`.${process.pid}.half`)) rmSync(join(folder, name), { force: true });
    forget();
    process.kill(process.pid, signal); // Now it ends as it would have.
  };
  const forget = (): void => signals.forEach((signal) => process.off(signal, end));
  signals.forEach((signal) => process.on(signal, end));
  try {
    return await work();
  } finally {
    forget();
  }
}
