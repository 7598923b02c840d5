import type { TranslationBundle } from "@jupyterlab/translation";
import type { CommandRegistry } from "@lumino/commands";
import { useEffect, useState } from "react";
import { CommandIDs } from "../commands";
import type { RunEntry, RunState } from "../library/requests";
import type { RunsModel } from "./model";
import { type RunProgress, duration, titled } from "./progress";

interface Props {
  readonly run: RunEntry;
  readonly model: RunsModel;
  readonly commands: CommandRegistry;
  readonly trans: TranslationBundle;
  readonly isChosen: boolean;
  readonly onChoose: (chosen: boolean) => void;
}

/** One run: where it stands, and, opened, what can be done with it. */
export function RunItem({ run, model, commands, trans, isChosen, onChoose }: Props) {
  const [isOpen, setOpen] = useState(false);
  const goesOn = run.state === "running";
  const progress = model.progress(run);
  useEffect(() => {
    if (isOpen && !goesOn) void model.lookAt(run);
  }, [isOpen, goesOn, run.folder]);
  const told = progress?.warnings.length ? progress.warnings : run.warnings;
  // Its log says "stopped" of a stopped run, too.
  const warnings = told.filter((warning) => warning !== run.state);
  return (
    <li className="munnin-Run" data-state={run.state} data-run={run.id}>
      <div className="munnin-Run-head">
        <input
          type="checkbox"
          checked={isChosen}
          aria-label={trans.__("Choose %1 to compare", run.id)}
          disabled={run.state === "unreadable"}
          onChange={({ target }) => onChoose(target.checked)}
        />
        <button className="munnin-Run-name" aria-expanded={isOpen} title={run.id} onClick={() => setOpen(!isOpen)}>
          <span className="munnin-Run-title">{run.name}</span>
          <span className="munnin-Run-time">{run.start === null ? "" : when(run.start)}</span>
        </button>
        <span className="munnin-Run-state">{stateText(run.state, trans)}</span>
      </div>
      {goesOn && <Progress progress={progress} trans={trans} label={run.id} />}
      {run.problem !== null && run.state !== "stopped" && <p className="munnin-Run-problem">{run.problem}</p>}
      {run.state === "died" && (
        <p className="munnin-Run-problem">
          {trans.__("Its process has ended without a word. What it has started may still be there: Clean up removes it.")}
        </p>
      )}
      {warnings.length > 0 && (
        <ul className="munnin-Run-warnings" aria-label={trans.__("Warnings")}>
          {(isOpen ? warnings : warnings.slice(-1)).map((warning, at) => (
            <li key={at}>{warning}</li>
          ))}
        </ul>
      )}
      {run.cleaning !== null && <Cleaning cleaning={run.cleaning} trans={trans} />}
      {isOpen && <Facts run={run} trans={trans} />}
      {(isOpen || goesOn) && <RunActions {...{ run, commands, trans, isOpen }} isStopping={model.isStopping(run)} />}
      {isOpen && progress && (
        <pre className="munnin-Run-log" tabIndex={0} aria-label={trans.__("The last lines of its log")}>
          {progress.lines.join("\n")}
        </pre>
      )}
    </li>
  );
}

function Progress({ progress, label, trans }: { progress: RunProgress | null; label: string; trans: TranslationBundle }) {
  const share = progress?.share ?? 0;
  const left = progress?.left;
  const times = progress
    ? left === null || left === undefined
      ? duration(progress.elapsed, trans)
      : trans.__("%1, about %2 left", duration(progress.elapsed, trans), duration(left, trans))
    : "";
  return (
    <div className="munnin-Run-progress">
      <progress max={1} value={share} aria-label={trans.__("Progress of %1", label)} />
      <p className="munnin-Run-phase">
        <span>{progress ? titled(progress.phase, progress.message) : trans.__("starting")}</span>
        <span>{times}</span>
      </p>
    </div>
  );
}

function Cleaning({ cleaning, trans }: { cleaning: NonNullable<RunEntry["cleaning"]>; trans: TranslationBundle }) {
  if (cleaning === "under way") return <p role="status">{trans.__("Cleaning up…")}</p>;
  return (
    <p role="status" className="munnin-Run-cleaned">
      {trans.__("Cleaned up: %1", cleaning.join("; "))}
    </p>
  );
}

function Facts({ run, trans }: { run: RunEntry; trans: TranslationBundle }) {
  const took = run.start !== null && run.end !== null ? trans.__("took %1", duration(run.end - run.start, trans)) : "";
  return (
    <p className="munnin-Run-facts" title={run.folder}>
      {[run.id, took].filter(Boolean).join(", ")}
    </p>
  );
}

interface ActionProps extends Pick<Props, "run" | "commands" | "trans"> {
  readonly isOpen: boolean;
  readonly isStopping: boolean;
}

function RunActions({ run, commands, trans, isOpen, isStopping }: ActionProps) {
  const args = { id: run.id };
  const button = (command: string, label: string, isPressed = false) => (
    <button
      className="jp-Button jp-mod-styled jp-mod-minimal"
      aria-disabled={isPressed}
      onClick={() => isPressed || void commands.execute(command, args)}
    >
      {label}
    </button>
  );
  const goesOn = run.state === "running";
  const isReadable = run.state !== "unreadable";
  return (
    <div className="munnin-Buttons" role="group" aria-label={trans.__("Actions for %1", run.id)}>
      {goesOn && button(CommandIDs.stopRun, isStopping ? trans.__("Stopping…") : trans.__("Stop"), isStopping)}
      {isOpen && isReadable && button(CommandIDs.openRun, trans.__("Open in notebook"))}
      {isOpen && isReadable && run.path !== null && button(CommandIDs.showFigures, trans.__("Figures"))}
      {isOpen && run.path !== null && button(CommandIDs.openRunFolder, trans.__("Folder"))}
      {isOpen && run.live && button(CommandIDs.cleanRun, trans.__("Clean up"))}
      {isOpen && !run.live && run.reference === run.id && button(CommandIDs.removeRun, trans.__("Remove…"))}
    </div>
  );
}

function stateText(state: RunState, trans: TranslationBundle): string {
  const texts: Record<RunState, string> = {
    running: trans.__("running"),
    done: trans.__("done"),
    failed: trans.__("failed"),
    stopped: trans.__("stopped"),
    died: trans.__("died"),
    unreadable: trans.__("unreadable"),
  };
  return texts[state] ?? state;
}

/** The time of a run of today, the date and the time of an older one. */
function when(seconds: number): string {
  const date = new Date(seconds * 1000);
  if (Number.isNaN(date.getTime())) return "";
  const isToday = date.toDateString() === new Date().toDateString();
  return date.toLocaleString(undefined, { ...(isToday ? {} : { dateStyle: "short" }), timeStyle: "short" });
}
