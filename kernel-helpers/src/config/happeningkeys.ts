import type { Experiment } from "./experiment";
import { turnovers } from "./happening";

type Happening = Experiment["events"][number];
type Key = Exclude<keyof Happening, "at" | "kind">;

/** Which keys each kind of event takes, and which of them it cannot do without. */
const keysOf: Readonly<Record<Happening["kind"], { readonly needs: readonly Key[]; readonly takes: readonly Key[] }>> = {
  replace: { needs: ["service"], takes: ["instances", "seconds"] },
  stop: { needs: ["service"], takes: ["instances"] },
  start: { needs: ["service"], takes: ["instances"] },
  scale: { needs: ["service", "instances"], takes: ["seconds"] },
  backup: { needs: ["service"], takes: ["bytes", "bytesPerSecond"] },
  export: { needs: [], takes: ["bytes", "bytesPerSecond", "pages"] },
  "flash-crowd": { needs: ["users", "seconds"], takes: [] },
  crawler: { needs: [], takes: ["seconds", "pagesPerSecond", "pages"] },
};

/** Size and speed of a backup and of an export, where an event gives none. */
const usual = { bytes: 5_000_000, bytesPerSecond: 1_000_000 };

/** Size of a backup or an export in bytes, and how many go in a second at most. */
export const volumeOf = ({ bytes = usual.bytes, bytesPerSecond = usual.bytesPerSecond }: Pick<Happening, "bytes" | "bytesPerSecond">) => ({
  bytes,
  bytesPerSecond,
});

const isTurnover = (kind: Happening["kind"]): boolean => (turnovers as readonly string[]).includes(kind);

/** What is wrong with the events of an experiment, as key and reason. */
export function acrossEvents({ events, trials: { seconds }, capture: { points } }: Experiment): [string, string][] {
  const wrong: [string, string][] = events.flatMap((event, i) => acrossEvent(event, `events[${i}]`, seconds));
  if (events.some(({ kind }) => isTurnover(kind)) && points !== "networks")
    wrong.push(["capture.points", `must be networks where events let instances come and go, not ${points}`]);
  return wrong;
}

function acrossEvent(event: Happening, key: string, trial: number): [string, string][] {
  const { at, kind, seconds = 0 } = event;
  const { needs, takes } = keysOf[kind];
  const given = Object.keys(event).filter((name) => !["at", "kind"].includes(name) && event[name as Key] !== undefined) as Key[];
  const misplaced = given.filter((name) => !needs.includes(name) && !takes.includes(name));
  const missing = needs.filter((name) => event[name] === undefined);
  const wrong: [string, string][] = [
    ...misplaced.map((name): [string, string] => [`${key}.${name}`, `does not belong to the kind ${kind}${owners(name)}`]),
    ...missing.map((name): [string, string] => [`${key}.${name}`, `is missing: the kind ${kind} needs it`]),
  ];
  if (wrong.length > 0) return wrong;
  if (at >= trial) return [[`${key}.at`, `must lie within the trial (trials.seconds is ${trial}), not at ${at}`]];
  if (at + seconds > trial)
    return [[`${key}.seconds`, `must end within the trial (trials.seconds is ${trial}), not at ${at} + ${seconds} = ${at + seconds}`]];
  const { bytes, bytesPerSecond } = volumeOf(event);
  const end = at + bytes / bytesPerSecond;
  if ((kind === "backup" || kind === "export") && end > trial)
    return [
      [
        `${key}.bytes`,
        `must go within the trial (trials.seconds is ${trial}): ${bytes} bytes at ${bytesPerSecond} bytes/s from second ${at} last until second ${Math.ceil(end)}`,
      ],
    ];
  return [];
}

const owners = (name: Key): string => {
  const kinds = Object.entries(keysOf).filter(([, { needs, takes }]) => needs.includes(name) || takes.includes(name));
  return `; it is of ${kinds.map(([kind]) => kind).join(", ")}`;
};
