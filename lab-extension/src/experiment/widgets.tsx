import type { TranslationBundle } from "@jupyterlab/translation";
import {
  type RegistryWidgetsType,
  type WidgetProps,
  ariaDescribedByIds,
  descriptionId,
  enumOptionsIndexForValue,
  enumOptionsValueForIndex,
  getTemplate,
} from "@rjsf/utils";

/**
 * Inputs that show what holds where an experiment says nothing: the default. The form's own would show an empty field, an unchecked box,
 * and the first of several choices, whatever the default is.
 */
export const widgets = (trans: TranslationBundle): RegistryWidgetsType => {
  const told = (value: unknown) => trans.__("default: %1", String(value));

  function Text(props: WidgetProps) {
    const { schema, options, registry, placeholder } = props;
    const Input = getTemplate<"BaseInputTemplate">("BaseInputTemplate", registry, options);
    const isScalar = ["string", "number"].includes(typeof schema.default);
    return <Input {...props} placeholder={isScalar ? told(schema.default) : placeholder} />;
  }

  function Checkbox({ id, value, schema, label, onChange }: WidgetProps) {
    return (
      <>
        <label>
          <input
            type="checkbox"
            id={id}
            checked={Boolean(value ?? schema.default)}
            aria-describedby={ariaDescribedByIds(id)}
            onChange={({ target }) => onChange(target.checked)}
          />
          <span>{label}</span>
        </label>
        {schema.description && (
          <div id={descriptionId(id)} className="munnin-Field-description">
            {schema.description}
          </div>
        )}
      </>
    );
  }

  function Select({ id, value, schema, options, required, onChange }: WidgetProps) {
    const { enumOptions } = options;
    const chosen = enumOptionsIndexForValue(value, enumOptions) as string | undefined;
    return (
      <select
        id={id}
        className="form-control"
        value={chosen ?? ""}
        aria-describedby={ariaDescribedByIds(id)}
        onChange={({ target }) => onChange(target.value === "" ? undefined : enumOptionsValueForIndex(target.value, enumOptions))}
      >
        {(!required || chosen === undefined) && <option value="">{schema.default === undefined ? "" : told(schema.default)}</option>}
        {enumOptions?.map((option, at) => (
          <option key={at} value={String(at)}>
            {option.label}
          </option>
        ))}
      </select>
    );
  }

  return { TextWidget: Text, CheckboxWidget: Checkbox, SelectWidget: Select };
};
