import type { EChartsCoreOption } from "echarts/core";
import { type ChartSpec, shown } from "./spec";

export interface Colours {
  ink: string;
  faint: string;
  line: string;
  raised: string;
  series: string[];
}

/** ECharts' option of a spec. Tooltips are drawn, not HTML: the pages' policy forbids inline styles. */
export function option(spec: ChartSpec, colours: Colours, language: string): EChartsCoreOption {
  const figure = (value: number | null) => shown(value, spec.unit, language);
  const text = { color: colours.faint, fontFamily: "Inter Variable, sans-serif", fontSize: 12 };
  const across = spec.kind === "rows";
  const names = {
    type: "category",
    data: spec.labels,
    inverse: across,
    axisTick: { show: false },
    axisLine: { lineStyle: { color: colours.line } },
    axisLabel: {
      ...text,
      hideOverlap: true,
      ...(across ? { width: 150, overflow: "truncate" } : { formatter: shortLabel(spec) }),
    },
  };
  const figures = {
    type: "value",
    splitNumber: 3,
    splitLine: { lineStyle: { color: colours.line } },
    axisLabel: { ...text, formatter: figure },
    ...(spec.unit === "%" ? shareAxis(spec) : {}),
  };
  return {
    animationDuration: 160,
    color: colours.series,
    textStyle: text,
    grid: {
      left: 4,
      right: 12,
      top: spec.series.length > 3 ? 60 : spec.series.length > 1 ? 36 : 12,
      bottom: 4,
      containLabel: true,
    },
    legend:
      spec.series.length > 1
        ? { top: 0, left: 0, icon: "roundRect", itemWidth: 10, itemHeight: 10, textStyle: text }
        : undefined,
    tooltip: {
      trigger: "axis",
      renderMode: "richText",
      axisPointer: { type: spec.kind === "lines" ? "line" : "shadow" },
      backgroundColor: colours.raised,
      borderColor: colours.line,
      textStyle: { ...text, color: colours.ink },
      valueFormatter: figure,
    },
    xAxis: across ? figures : names,
    yAxis: across ? names : figures,
    series: spec.series.map((one, at) => series(spec, one, at, colours)),
  };
}

/** The axis of shares ends at a round figure, never above the whole, in equal round steps. */
function shareAxis(spec: ChartSpec): { max: number; interval: number } {
  const most = Math.max(0.01, ...spec.series.flatMap((one) => one.values.map((value) => value ?? 0)));
  const max = Math.min(1, Math.ceil(most * 5) / 5);
  return { max, interval: max === 1 ? 0.25 : max > 0.5 ? 0.2 : max / 4 };
}

/** «3. Title» is too long beside its neighbours: the number stays, the tooltip has it all. */
function shortLabel(spec: ChartSpec): (label: string) => string {
  return (label) => (spec.labels.length > 5 ? (/^\d+\./.exec(label)?.[0].slice(0, -1) ?? label) : label);
}

function series(spec: ChartSpec, one: ChartSpec["series"][number], at: number, colours: Colours): object {
  const goal = spec.goal !== null && at === 0 ? markLine(spec, spec.goal, colours) : {};
  const common = {
    name: one.name,
    data: one.values,
    cursor: spec.links.length ? "pointer" : "default",
    ...goal,
  };
  if (spec.kind === "lines") {
    const quiet = one.dashed ? { color: colours.faint } : {};
    const lineStyle = one.dashed ? { width: 2, type: "dashed" } : { width: 2 };
    return { ...common, ...quiet, type: "line", symbolSize: 7, lineStyle, connectNulls: true };
  }
  const stack = spec.stacked ? { stack: "all" } : {};
  return {
    ...common,
    ...stack,
    type: "bar",
    barMaxWidth: 26,
    itemStyle: { borderRadius: spec.stacked ? 0 : 3 },
  };
}

function markLine(spec: ChartSpec, goal: number, colours: Colours): object {
  const where = spec.kind === "rows" ? { xAxis: goal } : { yAxis: goal };
  return {
    markLine: {
      silent: true,
      symbol: "none",
      label: { show: false },
      lineStyle: { color: colours.ink, type: "dashed" },
      data: [where],
    },
  };
}
