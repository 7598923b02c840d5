import type { ITranslator } from "@jupyterlab/translation";
import { AddButton, type LabIcon, caretDownIcon, caretUpIcon, closeIcon } from "@jupyterlab/ui-components";
import type { ReadonlyJSONObject } from "@lumino/coreutils";
import { type ArrayFieldTemplateProps, type ObjectFieldTemplateProps, canExpand } from "@rjsf/utils";

type Data = ReadonlyJSONObject;

/** The title and the description of a group of fields. */
function Heading({ id, title, description }: { id: string; title: string; description?: string }) {
  return (
    <>
      {title !== "" && (
        <div id={`${id}__title`} className="munnin-Group-title">
          {title}
        </div>
      )}
      {title !== "" && description && <div className="munnin-Field-description">{description}</div>}
    </>
  );
}

interface ItemButtonProps {
  readonly icon: LabIcon;
  readonly label: string;
  readonly disabled?: boolean;
  readonly onClick: (event?: unknown) => void;
}

/** JupyterLab's own buttons of an item have no names for those who listen. */
function ItemButton({ icon, label, disabled = false, onClick }: ItemButtonProps) {
  return (
    <button type="button" className="jp-mod-styled" aria-label={label} title={label} disabled={disabled} onClick={onClick}>
      <icon.react tag="span" />
    </button>
  );
}

/** An object: its fields, and, where its names are the user's, a button that adds one. */
export const objectTemplate = (translator: ITranslator) =>
  function ObjectGroup({
    idSchema,
    title,
    description,
    properties,
    schema,
    uiSchema,
    formData,
    onAddClick,
  }: ObjectFieldTemplateProps<Data>) {
    const id = idSchema.$id;
    return (
      <div role="group" id={id} aria-labelledby={title ? `${id}__title` : undefined}>
        <Heading id={id} title={title} description={typeof description === "string" ? description : undefined} />
        {properties.map(({ content }) => content)}
        {canExpand(schema, uiSchema, formData) && <AddButton onAddClick={onAddClick(schema)} buttonStyle="icons" translator={translator} />}
      </div>
    );
  };

/** A list: its items, each with buttons that move and drop it, and one that adds an item. */
export const arrayTemplate = (translator: ITranslator) =>
  function ArrayGroup({ idSchema, title, schema, items, canAdd, onAddClick }: ArrayFieldTemplateProps<Data>) {
    const id = idSchema.$id;
    const isOrdered = items.length > 1;
    const trans = translator.load("munnin_lab");
    return (
      <div role="group" id={id} aria-labelledby={title ? `${id}__title` : undefined}>
        <Heading id={id} title={title} description={schema.description} />
        {items.map((item) => (
          <div key={item.key} className="munnin-Item">
            <div className="munnin-Item-content">{item.children}</div>
            {item.hasToolbar && (
              <div className="munnin-Item-buttons">
                {isOrdered && (
                  <ItemButton
                    icon={caretUpIcon}
                    label={trans.__("Move item %1 up", item.index + 1)}
                    disabled={!item.hasMoveUp}
                    onClick={item.onReorderClick(item.index, item.index - 1)}
                  />
                )}
                {isOrdered && (
                  <ItemButton
                    icon={caretDownIcon}
                    label={trans.__("Move item %1 down", item.index + 1)}
                    disabled={!item.hasMoveDown}
                    onClick={item.onReorderClick(item.index, item.index + 1)}
                  />
                )}
                {item.hasRemove && (
                  <ItemButton
                    icon={closeIcon}
                    label={trans.__("Remove item %1", item.index + 1)}
                    onClick={item.onDropIndexClick(item.index)}
                  />
                )}
              </div>
            )}
          </div>
        ))}
        {canAdd && <AddButton onAddClick={onAddClick} buttonStyle="icons" translator={translator} />}
      </div>
    );
  };
