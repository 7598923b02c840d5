import type { Random } from "../runfolder/random";

/** A time of sending: [start, end] in seconds from the start of the trial. */
export type Span = [number, number];

/**
 * Spans of equal length at random times of a trial: each place where none overlaps another is as likely. Over the whole trial, and so
 * over the whole load curve. Starts are whole milliseconds.
 *
 * @param seconds length of each; all of them together must fit into the trial
 */
export function drawSpans(random: Random, count: number, seconds: number, trialSeconds: number): Span[] {
  // Without their own lengths the starts are sorted points of what is left of the trial.
  const free = trialSeconds - count * seconds;
  const starts = Array.from({ length: count }, () => random() * free).sort((a, b) => a - b);
  return starts.map((start, i): Span => {
    const from = Math.floor((start + i * seconds) * 1000) / 1000;
    return [from, Math.round((from + seconds) * 1000) / 1000];
  });
}
