import { escapeHtml } from "../table/markup";
import { currentCell } from "./cell";
import { displayUpdatable, html } from "./display";

/** One line that moves: a bar, and what is being done. */
export interface Progress {
  /** `share` from 0 to 1; it never moves back. */
  update(share: number, message: string): void;
  /** Leaves the line as it ends; updates after it do nothing. */
  end(message: string, outcome?: "done" | "failed"): void;
}

/** Milliseconds between two drawings: faster changes are drawn together. */
const PACE = 100;

/**
 * Begins a line of progress, in the running cell, or on a terminal. Where output is a file or a pipe, each new message is a line.
 *
 * @param label what takes so long
 */
export function progress(label: string): Progress {
  const draw = currentCell() ? inCell() : process.stdout.isTTY ? onTerminal() : inLog();
  let state: State = { label, share: 0, message: "", outcome: null };
  let timer: NodeJS.Timeout | null = null;
  draw(state);
  return {
    update(share, message) {
      if (state.outcome) return;
      state = { ...state, share: Math.max(state.share, Math.min(1, share)), message };
      timer ??= setTimeout(() => {
        timer = null;
        draw(state);
      }, PACE);
    },
    end(message, outcome = "done") {
      if (state.outcome) return;
      if (timer) clearTimeout(timer);
      state = { ...state, share: outcome === "done" ? 1 : state.share, message, outcome };
      draw(state);
    },
  };
}

interface State {
  readonly label: string;
  readonly share: number;
  readonly message: string;
  readonly outcome: "done" | "failed" | null;
}
type Draw = (state: State) => void;

const WIDTH = 24;

function asText({ label, share, message, outcome }: State): string {
  const filled = Math.round(share * WIDTH);
  const bar = "█".repeat(filled) + "░".repeat(WIDTH - filled);
  return `${label} ${bar} ${String(Math.round(share * 100)).padStart(3)} % ${outcome === "failed" ? "✗ " : outcome === "done" ? "✓ " : ""}${message}`;
}

function asHtml({ label, share, message, outcome }: State): string {
  const colour = outcome === "failed" ? "#c62828" : outcome === "done" ? "#2e7d32" : "#1565c0";
  const mark = outcome === "failed" ? "✗ " : outcome === "done" ? "✓ " : "";
  const percent = Math.round(share * 100);
  return (
    `<div style="display:flex;align-items:center;gap:.8em;font-size:.95em"><b>${escapeHtml(label)}</b>` +
    `<span style="flex:0 0 14em;height:.6em;border-radius:.3em;background:rgba(128,128,128,.25)">` +
    `<span style="display:block;height:100%;border-radius:.3em;width:${percent}%;background:${colour}"></span></span>` +
    `<span style="flex:0 0 3.5em;text-align:right;white-space:nowrap">${percent} %</span><span>${mark}${escapeHtml(message)}</span></div>`
  );
}

function inCell(): Draw {
  let place: ReturnType<typeof displayUpdatable> | null = null;
  return (state) => {
    const value = html(asHtml(state), asText(state));
    if (place) place.update(value);
    else place = displayUpdatable(value);
  };
}

function onTerminal(): Draw {
  return (state) => {
    const text = asText(state).slice(0, Math.max(20, (process.stdout.columns ?? 80) - 1));
    process.stdout.write(`\r\x1b[2K${text}${state.outcome ? "\n" : ""}`);
  };
}

function inLog(): Draw {
  let last = "";
  return (state) => {
    if (state.message === last) return;
    last = state.message;
    process.stdout.write(`${state.label} ${String(Math.round(state.share * 100)).padStart(3)} % ${state.message}\n`);
  };
}
