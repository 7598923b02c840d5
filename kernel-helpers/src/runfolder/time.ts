/** Seconds since the epoch, UTC, as a JSON number with microseconds. Packets keep integer nanoseconds instead. */
export type Time = number;

/** The present, from the wall clock. Everything that stamps an event takes a clock like this one, so that tests can hold it. */
export type Clock = () => Time;

export const wallClock: Clock = () => Math.round((performance.timeOrigin + performance.now()) * 1000) / 1e6;
