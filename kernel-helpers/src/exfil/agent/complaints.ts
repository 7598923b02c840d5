/** Complaints that are told one by one; beyond, only that there are twice as many as when they were last told. */
const most = 200;

/** Tells what was dropped, so that a log stays short whatever strangers send. */
export function complaints(agent: string, log: (text: string) => void): (from: string, why: string) => void {
  let count = 0;
  let next = most;
  return (from, why) => {
    count++;
    if (count <= most) log(`${agent} dropped from ${from}: ${why.slice(0, 200)}`);
    if (count < next) return;
    next *= 2;
    log(`${agent} has dropped ${count} messages; the next line tells of ${next}`);
  };
}
