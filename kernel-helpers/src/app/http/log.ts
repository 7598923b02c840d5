/** What a line of a service's log holds besides time, level, instance and message. */
export type LogFields = Readonly<Record<string, string | number | boolean | null>>;

/** Writes one line of JSON to standard output. */
export function log(level: "info" | "warning" | "error", message: string, fields: LogFields = {}): void {
  const line = { time: new Date().toISOString(), level, instance: process.env.INSTANCE, message, ...fields };
  process.stdout.write(`${JSON.stringify(line)}\n`);
}
