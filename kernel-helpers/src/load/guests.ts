import { type Experiment, volumeOf } from "../config";
import type { Application } from "../lab/application";
import type { RequestLine } from "../runfolder";
import { curveOf, usersAt } from "./curves";

/** Users who come besides those of the curve, as an event of the trial wants it. */
export type Guests = { readonly first: number; readonly at: number; readonly until: number } & (Crowd | Export | Crawler);

/** They do what the curve's users do. */
export interface Crowd {
  readonly kind: "flash-crowd";
  readonly users: number;
}
/** One who fetches pages in turn, until so many bytes have come. */
export interface Export {
  readonly kind: "export";
  readonly pages: readonly string[];
  readonly bytes: number;
  readonly bytesPerSecond: number;
}
/** One who opens each page that a page before it leads to, once. */
export interface Crawler {
  readonly kind: "crawler";
  readonly pages: readonly string[];
  readonly pagesPerSecond: number;
}

/** Guests of event number `index` have numbers from here on: below a million are the curve's users, and up to two million an open loop's in the warm-up. */
const firstOf = (index: number): number => (index + 2) * 1_000_000 + 1;

/** The number of the event that brought a user; null: the load did. */
export const eventOfUser = (user: number): number | null => (user < firstOf(0) ? null : Math.floor((user - 1) / 1_000_000) - 2);

/** Pages per second that a crawler opens at most, where its event does not say. */
const usualPace = 20;

/** The guests of each event that brings some, by the number of the event. */
export function guestsOf(
  { events, trials }: Pick<Experiment, "events" | "trials">,
  application: Pick<Application, "exports" | "landing">,
): Map<number, Guests> {
  const guests = events.flatMap((event, index): [number, Guests][] => {
    const { at, kind, seconds, users = 1, pages, pagesPerSecond = usualPace } = event;
    const span = { first: firstOf(index), at, until: seconds === undefined ? trials.seconds : at + seconds };
    if (kind === "flash-crowd") return [[index, { kind, ...span, users }]];
    if (kind === "export") return [[index, { kind, ...span, pages: pages ?? application.exports ?? ["/"], ...volumeOf(event) }]];
    if (kind === "crawler") return [[index, { kind, ...span, pages: pages ?? application.landing ?? ["/"], pagesPerSecond }]];
    return [];
  });
  return new Map(guests);
}

/** The flash crowds: the number of the first user of each, and how many they are. */
export const crowdsOf = ({ events }: Pick<Experiment, "events">): { readonly first: number; readonly users: number }[] =>
  events.flatMap(({ kind, users = 0 }, index) => (kind === "flash-crowd" ? [{ first: firstOf(index), users }] : []));

/** Users at a time of a trial in a closed loop: those of the curve and those of flash crowds, without exports and crawlers. */
export function usersPlanned({ load, trials, events }: Pick<Experiment, "load" | "trials" | "events">, second: number): number {
  const crowds = events.filter(({ kind, at, seconds = 0 }) => kind === "flash-crowd" && second >= at && second < at + seconds);
  return usersAt(curveOf(load), load.users, second, trials.seconds) + crowds.reduce((sum, { users = 0 }) => sum + users, 0);
}

/** What the guests of an event did, by the requests on record: seconds since the epoch from the first request to the last answer; null: nothing. */
export function visitOf(requests: readonly RequestLine[], index: number) {
  const own = requests.filter(({ user }) => eventOfUser(user) === index);
  if (own.length === 0) return null;
  return {
    start: own.reduce((least, { time }) => Math.min(least, time), Infinity),
    end: own.reduce((most, { time, ms }) => Math.max(most, time + ms / 1000), 0),
    users: new Set(own.map(({ user }) => user)).size,
    requests: own.length,
    bytes: own.reduce((sum, { bytes }) => sum + bytes, 0),
  };
}
