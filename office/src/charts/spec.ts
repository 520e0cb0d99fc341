/** What the server says about a picture (krug/site/kit.py, `Chart`): figures only; how it looks is decided here. */
export interface Series {
  name: string;
  values: (number | null)[];
  /** What it is compared with: quieter than the others. */
  dashed?: boolean;
}

export interface ChartSpec {
  kind: "bars" | "lines" | "rows";
  labels: string[];
  series: Series[];
  /** Rows behind each label: where a press on it leads. */
  links: string[];
  unit: "" | "%" | "s" | "min";
  /** A line to compare with, in the same unit. */
  goal: number | null;
  stacked: boolean;
}

/** A figure as people read it, in the page's language. */
export function shown(value: number | null, unit: ChartSpec["unit"], language: string): string {
  if (value === null) return "–";
  const style = new Intl.NumberFormat(language, {
    maximumFractionDigits: unit === "" || unit === "%" ? 0 : 1,
  });
  if (unit === "%") return `${style.format(value * 100)} %`;
  const words = { s: language === "ru" ? " с" : " s", min: language === "ru" ? " мин" : " min", "": "" };
  return style.format(value) + words[unit];
}
