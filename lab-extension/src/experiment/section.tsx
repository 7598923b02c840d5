import type { TranslationBundle } from "@jupyterlab/translation";
import { FormComponent, HTMLSelect, ReactWidget, UseSignal, fileIcon, runIcon, saveIcon } from "@jupyterlab/ui-components";
import type { ITranslator } from "@jupyterlab/translation";
import type { CommandRegistry } from "@lumino/commands";
import type { ReadonlyJSONObject } from "@lumino/coreutils";
import type { RJSFSchema } from "@rjsf/utils";
import { customizeValidator } from "@rjsf/validator-ajv8";
import { useMemo } from "react";
import { CommandIDs } from "../commands";
import { errorTree } from "./errors";
import { fieldTemplate } from "./field";
import { arrayTemplate, objectTemplate } from "./groups";
import type { ExperimentModel } from "./model";
import { uiSchema, withTitles } from "./schema";
import { widgets } from "./widgets";

/** The form asks it which of several forms a value has; it judges nothing. */
const validator = customizeValidator<ReadonlyJSONObject>();

interface Props {
  readonly model: ExperimentModel;
  readonly commands: CommandRegistry;
  readonly translator: ITranslator;
}

/** The section of the panel in which an experiment is chosen, filled in and started. */
export class ExperimentSection extends ReactWidget {
  constructor(private readonly props: Props) {
    super();
    this.addClass("munnin-Experiment");
    this.title.label = props.translator.load("munnin_lab").__("Experiment");
  }

  protected override render() {
    return <UseSignal signal={this.props.model.changed}>{() => <Experiment {...this.props} />}</UseSignal>;
  }
}

function Experiment({ model, commands, translator }: Props) {
  const trans = translator.load("munnin_lab");
  return (
    <>
      <Source model={model} commands={commands} trans={trans} />
      {model.problem !== null && (
        <div className="munnin-Problem" role="alert">
          <p>{model.problem}</p>
          <button className="jp-Button jp-mod-styled" onClick={() => void (model.schema ? model.check() : model.load())}>
            {trans.__("Try again")}
          </button>
        </div>
      )}
      {model.notes.length > 0 && (
        <details className="munnin-Notes">
          <summary>{trans.__("Converted from a configuration of the predecessor")}</summary>
          <ul>
            {model.notes.map((note) => (
              <li key={note}>{note}</li>
            ))}
          </ul>
        </details>
      )}
      {model.schema && model.config && <Form model={model} translator={translator} trans={trans} />}
      {model.config && <Actions model={model} commands={commands} trans={trans} />}
    </>
  );
}

/** Where the experiment comes from: a template or a file. */
function Source({ model, commands, trans }: { model: ExperimentModel; commands: CommandRegistry; trans: TranslationBundle }) {
  const name = model.path ?? trans.__("not saved");
  return (
    <div className="munnin-Source">
      <HTMLSelect
        aria-label={trans.__("Start from a template")}
        value={model.template ?? ""}
        disabled={model.templates.length === 0}
        onChange={({ target }) => void commands.execute(CommandIDs.newExperiment, { template: target.value })}
      >
        <option value="" disabled>
          {trans.__("Template…")}
        </option>
        {model.templates.map((template) => (
          <option key={template.name} value={template.name}>
            {template.name}
          </option>
        ))}
      </HTMLSelect>
      <button className="jp-Button jp-mod-styled jp-mod-minimal" onClick={() => void commands.execute(CommandIDs.openExperiment)}>
        <fileIcon.react tag="span" />
        {trans.__("Open file…")}
      </button>
      <span className="munnin-Source-path" title={name}>
        {name}
        {model.isChanged ? ` (${trans.__("changed")})` : ""}
      </span>
    </div>
  );
}

function Form({ model, translator, trans }: { model: ExperimentModel; translator: ITranslator; trans: TranslationBundle }) {
  const schema = useMemo(() => withTitles(model.schema!, trans) as RJSFSchema, [model.schema, trans]);
  // JupyterLab's form takes all three or none.
  const templates = useMemo(
    () => ({
      FieldTemplate: fieldTemplate(trans),
      ObjectFieldTemplate: objectTemplate(translator),
      ArrayFieldTemplate: arrayTemplate(translator),
    }),
    [trans, translator],
  );
  const inputs = useMemo(() => widgets(trans), [trans]);
  const mistakes = model.checked?.errors;
  const errors = useMemo(() => errorTree(mistakes ?? []), [mistakes]);
  return (
    <div className="munnin-Form">
      <FormComponent
        idPrefix="munnin"
        schema={schema}
        uiSchema={uiSchema}
        formData={model.config as ReadonlyJSONObject}
        validator={validator}
        // The library judges, so that the panel accepts what a run accepts, no more and no less.
        noValidate
        noHtml5Validate
        showErrorList={false}
        extraErrors={errors}
        experimental_defaultFormStateBehavior={{ emptyObjectFields: "skipDefaults", arrayMinItems: { populate: "never" } }}
        templates={templates}
        widgets={inputs}
        translator={translator}
        onChange={({ formData }) => formData !== undefined && model.edit(formData)}
      />
    </div>
  );
}

/** What it would do, and the buttons. */
function Actions({ model, commands, trans }: { model: ExperimentModel; commands: CommandRegistry; trans: TranslationBundle }) {
  const { checked } = model;
  const button = (command: string, label: string, icon?: typeof runIcon, accept = false) => (
    <button
      className={`jp-Button jp-mod-styled ${accept ? "jp-mod-accept" : ""}`}
      disabled={!commands.isEnabled(command)}
      onClick={() => void commands.execute(command)}
    >
      {icon && <icon.react tag="span" />}
      {label}
    </button>
  );
  return (
    <div className="munnin-Actions">
      <p role="status">{model.isStarting ? trans.__("Starting a run…") : statusOf(model, trans)}</p>
      {checked !== null && checked.errors.length > 0 && (
        <ul className="munnin-Mistakes" tabIndex={0} aria-label={trans.__("What is wrong")}>
          {checked.errors.slice(0, 5).map(({ path, message }) => (
            <li key={path + message}>
              <code>{path}</code> {message}
            </li>
          ))}
        </ul>
      )}
      <div className="munnin-Buttons">
        {button(CommandIDs.run, trans.__("Run"), runIcon, true)}
        {button(CommandIDs.showPlan, trans.__("Plan"))}
        {button(CommandIDs.saveExperiment, trans.__("Save…"), saveIcon)}
      </div>
    </div>
  );
}

/** What a run would do, in a line, or why there would be none. */
function statusOf({ checked, problem }: ExperimentModel, trans: TranslationBundle): string {
  if (checked === null) return problem === null ? trans.__("Checking…") : trans.__("Not checked.");
  if (checked.errors.length > 0) return trans._n("%1 value is wrong.", "%1 values are wrong.", checked.errors.length);
  return checked.plan.slice(0, 2).join("; ");
}
