import { type RefObject, useEffect, useLayoutEffect, useRef } from "react";

/**
 * Keeps the keyboard's focus in the list when what had it goes away: the button that stopped a run, the run that was removed. It moves to
 * the name of that run, or of the one that took its place.
 */
export function useKeptFocus(list: RefObject<HTMLElement>): void {
  const held = useRef<{ readonly element: Element; readonly run: string; readonly at: number } | null>(null);
  useEffect(() => {
    const look = ({ target }: Event) => {
      const run = (target as Element).closest?.<HTMLElement>("[data-run]");
      const isOurs = run && list.current?.contains(run);
      held.current = isOurs ? { element: target as Element, run: run.dataset.run!, at: runsOf(list).indexOf(run) } : null;
    };
    const events = ["focusin", "pointerdown"];
    events.forEach((event) => document.addEventListener(event, look));
    return () => events.forEach((event) => document.removeEventListener(event, look));
  }, []);
  // After each drawing: only then is it known what has gone.
  useLayoutEffect(() => {
    if (held.current === null || held.current.element.isConnected || document.activeElement !== document.body) return;
    const { run, at } = held.current;
    held.current = null;
    const runs = runsOf(list);
    const next = runs.find((item) => item.dataset.run === run) ?? runs[at] ?? runs.at(-1);
    (next?.querySelector<HTMLElement>("[aria-expanded]") ?? list.current)?.focus();
  });
}

const runsOf = (list: RefObject<HTMLElement>): HTMLElement[] => [...(list.current?.querySelectorAll<HTMLElement>("[data-run]") ?? [])];
