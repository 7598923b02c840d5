import { InputError } from "../config/error";
import type { Level } from "../edges/node";
import { escapeHtml } from "../table/markup";

/**
 * Colours that stay apart for colour-blind readers.
 *
 * @see Okabe and Ito, "Color Universal Design" (2008)
 */
export const colours = {
  blue: "#0072B2",
  orange: "#E69F00",
  green: "#009E73",
  purple: "#CC79A7",
  sky: "#56B4E9",
  vermilion: "#D55E00",
  yellow: "#F0E442",
} as const;

/** Surfaces and inks of a figure. */
export interface Theme {
  readonly name: ThemeName;
  readonly paper: string;
  readonly ink: string;
  readonly faint: string;
  readonly grid: string;
  /** Edges of a graph that are not pointed out. */
  readonly edge: string;
  /** What was stolen: lines, and text. */
  readonly stolen: string;
  /** What happened and is no theft: its span, dotted around, and its name. */
  readonly benign: string;
  /** Between the two ends of a scale that diverges. */
  readonly middle: string;
  /** Menus: Plotly turns them nearly white under the mouse, so that they are light on a dark surface, too. */
  readonly menu: string;
  readonly menuInk: string;
  /** Order in which lines get their colours; vermilion is kept for what was stolen. */
  readonly lines: readonly string[];
  /** Which colour stands for which on a dark surface: where nobody chose a theme, and whoever draws the figure may follow its own. */
  readonly dark?: Readonly<Record<string, string>>;
}

export type ThemeName = "light" | "dark";
export const themeNames: readonly ThemeName[] = ["light", "dark"];

const themes: Record<ThemeName, Theme> = {
  light: {
    name: "light",
    paper: "#FFFFFF",
    ink: "#222222",
    faint: "#6B6B6B",
    grid: "#E8E8E8",
    edge: "#B4BCC4",
    stolen: colours.vermilion,
    benign: colours.blue,
    middle: "#F7F7F7",
    menu: "#FEFEFE",
    menuInk: "#212121",
    lines: [colours.blue, colours.orange, colours.green, colours.purple, colours.sky, "#7F7F7F"],
  },
  // Blue and vermilion are too dark on a dark surface: their lighter neighbours stand in for them.
  dark: {
    name: "dark",
    paper: "#111418",
    ink: "#E6E6E6",
    faint: "#9AA0A6",
    grid: "#2A2F36",
    edge: "#56606B",
    stolen: "#FF7F32",
    benign: colours.sky,
    middle: "#2B3037",
    menu: "#C9D0D6",
    menuInk: "#111417",
    lines: [colours.sky, colours.orange, "#2BC79B", colours.purple, colours.yellow, "#9AA0A6"],
  },
};

/**
 * Without a name, the light one with its counterparts on a dark surface.
 * @throws InputError for a theme that there is not
 */
export function theme(name?: ThemeName): Theme {
  if (name === undefined) return { ...themes.light, dark: counterparts(themes.light, themes.dark) };
  if (!(name in themes)) throw new InputError(`theme: must be one of ${Object.keys(themes).join(", ")}, not "${name}"`);
  return themes[name];
}

function counterparts({ lines, name: _, ...light }: Theme, dark: Theme): Record<string, string> {
  const surfaces = Object.entries(light).map(([key, colour]) => [colour, dark[key as keyof typeof light]]);
  return Object.fromEntries([...surfaces, ...lines.map((colour, at) => [colour, dark.lines[at]])]) as Record<string, string>;
}

/** A level has one colour in all figures. */
export const levelColour = (level: Level, { lines }: Theme): string => lines[{ service: 0, instance: 2, ip: 3 }[level]];

/** A figure's title, and a line below it. */
export const titleText = ({ faint }: Theme, title: string, subtitle: string): string =>
  `<b>${escapeHtml(title)}</b><br><span style="font-size:12px;color:${faint}">${escapeHtml(subtitle)}</span>`;

/** What all figures have in common. */
export function baseLayout(look: Theme, title: string, subtitle: string): object {
  const { paper, ink, dark } = look;
  return {
    ...(dark ? { meta: { dark } } : {}),
    title: {
      text: titleText(look, title, subtitle),
      x: 0,
      xref: "paper",
      xanchor: "left",
      y: 1,
      yref: "container",
      yanchor: "top",
      pad: { t: 24 },
      font: { size: 16 },
    },
    font: { family: "Open Sans, Helvetica, Arial, sans-serif", size: 12, color: ink },
    paper_bgcolor: paper,
    plot_bgcolor: paper,
    hoverlabel: { align: "left" },
  };
}

/** Transparent version of `#rrggbb`. */
export function faded(colour: string, alpha: number): string {
  const [r, g, b] = [1, 3, 5].map((i) => parseInt(colour.slice(i, i + 2), 16));
  return `rgba(${r},${g},${b},${alpha})`;
}

/** Bytes for people, SI units: 1.2 MB. */
export function byteText(bytes: number): string {
  const units = ["B", "kB", "MB", "GB", "TB"];
  const power = bytes < 1000 ? 0 : Math.min(4, Math.floor(Math.log10(bytes) / 3));
  return `${Number((bytes / 1000 ** power).toPrecision(3))} ${units[power]}`;
}

/** A remark in the middle of a figure, or of a panel whose axes are named. */
export const note = (text: string, { faint }: Theme, { x = "paper", y = "paper" }: { x?: string; y?: string } = {}): object => ({
  text: escapeHtml(text),
  x: 0.5,
  xref: x === "paper" ? x : `${x} domain`,
  y: 0.5,
  yref: y === "paper" ? y : `${y} domain`,
  showarrow: false,
  font: { size: 12, color: faint },
});

/** What stands in a panel instead of its values. */
export const noValue = "not defined in any window";
