import type { ITranslator } from "@jupyterlab/translation";
import { ReactWidget, UseSignal } from "@jupyterlab/ui-components";
import type { CommandRegistry } from "@lumino/commands";
import { useRef, useState } from "react";
import { CommandIDs } from "../commands";
import { useKeptFocus } from "./focus";
import { RunItem } from "./item";
import type { RunsModel } from "./model";

interface Props {
  readonly model: RunsModel;
  readonly commands: CommandRegistry;
  readonly translator: ITranslator;
}

/** So many runs are drawn at once; more on request. */
const page = 50;

/** The section of the panel that lists the runs. */
export class RunsSection extends ReactWidget {
  constructor(private readonly props: Props) {
    super();
    this.addClass("munnin-Runs");
    this.title.label = props.translator.load("munnin_lab").__("Runs");
  }

  protected override render() {
    return <UseSignal signal={this.props.model.changed}>{() => <Runs {...this.props} />}</UseSignal>;
  }
}

function Runs({ model, commands, translator }: Props) {
  const trans = translator.load("munnin_lab");
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const [shown, setShown] = useState(page);
  const list = useRef<HTMLUListElement>(null);
  useKeptFocus(list);
  const { runs, problem } = model;
  const there = chosen.filter((id) => runs.some((run) => run.id === id));
  return (
    <>
      {problem !== null && (
        <div className="munnin-Problem" role="alert">
          <p>{problem}</p>
          <p>{trans.__("The list shows what the served folder has; what happens elsewhere is not known.")}</p>
          <button className="jp-Button jp-mod-styled" onClick={() => void model.refresh()}>
            {trans.__("Try again")}
          </button>
        </div>
      )}
      {there.length > 0 && (
        <div className="munnin-Buttons munnin-Compare">
          <button
            className="jp-Button jp-mod-styled"
            disabled={there.length !== 2}
            onClick={() => void commands.execute(CommandIDs.compareRuns, { ids: [...there] })}
          >
            {trans.__("Compare")}
          </button>
          <span>{there.length === 2 ? "" : trans.__("Choose two runs to compare (%1 chosen).", there.length)}</span>
        </div>
      )}
      {model.isReady && runs.length === 0 && problem === null && <p className="munnin-Empty">{trans.__("There are no runs yet.")}</p>}
      {!model.isReady && <p className="munnin-Empty">{trans.__("Looking for runs…")}</p>}
      <ul className="munnin-Runs-list" ref={list} tabIndex={-1} aria-label={trans.__("Runs")}>
        {runs.slice(0, shown).map((run) => (
          <RunItem
            key={run.folder}
            run={run}
            model={model}
            commands={commands}
            trans={trans}
            isChosen={there.includes(run.id)}
            onChoose={(isChosen) => setChosen(isChosen ? [...there, run.id] : there.filter((id) => id !== run.id))}
          />
        ))}
      </ul>
      {runs.length > shown && (
        <button className="jp-Button jp-mod-styled munnin-More" onClick={() => setShown(shown + page)}>
          {trans.__("Show more (%1 of %2 shown)", shown, runs.length)}
        </button>
      )}
    </>
  );
}
