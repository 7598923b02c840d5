import { MainAreaWidget } from "@jupyterlab/apputils";
import { Widget } from "@lumino/widgets";
import { munninIcon } from "../icons";

/** A plan in the main area: the lines of `munnin plan`. */
export function planWidget(id: string, title: string, lines: readonly string[]): MainAreaWidget {
  const content = new Widget();
  content.addClass("munnin-Plan");
  const text = document.createElement("pre");
  text.tabIndex = 0;
  text.textContent = lines.join("\n");
  content.node.append(text);
  const widget = new MainAreaWidget({ content });
  widget.id = id;
  widget.title.label = title;
  widget.title.icon = munninIcon;
  widget.title.closable = true;
  return widget;
}
