import type { FieldTemplateProps } from "@rjsf/utils";
import type { TranslationBundle } from "@jupyterlab/translation";

/** A key that a user has added to a list of names and numbers. */
const ADDED = "__additional_property";

/**
 * One field: JupyterLab's own template, but with a label that belongs to its input, so that it can be found by ear and by keyboard;
 * and its errors are announced.
 */
export const fieldTemplate = (trans: TranslationBundle) =>
  function Field(props: FieldTemplateProps) {
    const { id, label, schema, rawErrors = [], children, displayLabel, hidden, onKeyChange, onDropPropertyClick } = props;
    if (hidden) return <div hidden>{children}</div>;
    const isGroup = schema.type === "object" || schema.type === "array";
    // A box brings its label and its description; an item of a list is named by the list.
    const isBox = schema.type === "boolean";
    const isItem = /_\d+$/.test(id) && schema.title === undefined;
    const isAdded = Object.hasOwn(schema, ADDED);
    const classes = [
      "munnin-Field",
      ...(isGroup ? ["munnin-mod-group"] : []),
      ...(isAdded ? ["munnin-mod-added"] : []),
      ...(id === "munnin" ? ["munnin-mod-root"] : []),
    ];
    return (
      <div className={classes.join(" ")}>
        {isAdded && (
          <input
            className="jp-mod-styled"
            type="text"
            aria-label={trans.__("Name")}
            defaultValue={label}
            onBlur={({ target }) => onKeyChange(target.value)}
          />
        )}
        {!isGroup && !isBox && !isAdded && !isItem && displayLabel && label && (
          <label className="munnin-Field-label" htmlFor={id}>
            {label}
          </label>
        )}
        {!isGroup && (isAdded || isItem) && (
          <label className="munnin-mod-unseen" htmlFor={id}>
            {label}
          </label>
        )}
        {children}
        {isAdded && (
          <button type="button" className="jp-mod-styled" aria-label={trans.__("Remove %1", label)} onClick={onDropPropertyClick(label)}>
            ×
          </button>
        )}
        {!isGroup && !isBox && !isAdded && schema.description && (
          <div id={`${id}__description`} className="munnin-Field-description">
            {schema.description}
          </div>
        )}
        {rawErrors.length > 0 && (
          <div id={`${id}__error`} className="munnin-Field-errors" role="alert">
            <ul>
              {rawErrors.map((error) => (
                <li key={error}>{error}</li>
              ))}
            </ul>
          </div>
        )}
      </div>
    );
  };
