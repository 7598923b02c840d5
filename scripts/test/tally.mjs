/** What came out of checks and tests: how many passed, and the names of those that failed or did not run. */
export const none = { passed: 0, failures: [], skipped: [] };

export function add(a, b) {
  return { passed: a.passed + b.passed, failures: [...a.failures, ...b.failures], skipped: [...a.skipped, ...b.skipped] };
}

/** Names the failures and the skipped tests, so that the end of a long log says what to look for above. */
export function report({ failures, skipped }) {
  list("failed", failures);
  list("skipped", skipped);
}

function list(title, names) {
  if (names.length > 0) process.stdout.write(`\n${title}:\n${names.map((name) => `  ${name}\n`).join("")}`);
}
