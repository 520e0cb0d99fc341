import { expect, test } from "vitest";
import { type Colours, option } from "../src/charts/option";
import { type ChartSpec, shown } from "../src/charts/spec";

const colours: Colours = { ink: "#000", faint: "#666", line: "#ddd", raised: "#fff", series: ["#0b6970"] };
const spec: ChartSpec = {
  kind: "bars",
  labels: ["1. Why", "2. How", "3. What", "4. Who", "5. When", "6. Then"],
  series: [{ name: "Reach", values: [0.98, 0.42, null, 0.3, 0.2, 0.1] }],
  links: [],
  unit: "%",
  goal: null,
  stacked: false,
};

test("figures are said in the page's language", () => {
  expect(shown(0.423, "%", "en")).toBe("42 %");
  expect(shown(1234.56, "", "ru").replace(/\s/g, " ")).toBe("1 235");
  expect(shown(1.25, "min", "ru")).toBe("1,3 мин");
  expect(shown(null, "s", "en")).toBe("–");
});

test.each([
  [[0.98], 1, 0.25],
  [[0.61], 0.8, 0.2],
  [[0.33], 0.4, 0.1],
  [[0.05, null], 0.2, 0.05],
])("the axis of shares %j ends at %d in steps of %d", (values, max, interval) => {
  const axis = option({ ...spec, series: [{ name: "a", values }] }, colours, "en").yAxis as Record<
    string,
    number
  >;
  expect(axis.max).toBeCloseTo(max);
  expect(axis.interval).toBeCloseTo(interval);
});

test("many numbered labels are shortened to their numbers, few are not", () => {
  const label = (of: ChartSpec) => {
    const axis = option(of, colours, "en").xAxis as { axisLabel: { formatter: (text: string) => string } };
    return axis.axisLabel.formatter(of.labels[0] as string);
  };
  expect(label(spec)).toBe("1");
  expect(label({ ...spec, labels: spec.labels.slice(0, 3) })).toBe("1. Why");
  expect(label({ ...spec, labels: ["24 Aug", ...spec.labels] })).toBe("24 Aug");
});

test("a goal is a line across, and rows turn the axes", () => {
  const made = option({ ...spec, kind: "rows", goal: 0.6 }, colours, "en");
  const [first] = made.series as { markLine: { data: object[] } }[];
  expect(first?.markLine.data).toEqual([{ xAxis: 0.6 }]);
  expect((made.yAxis as { inverse: boolean }).inverse).toBe(true);
});

test("tooltips are drawn: the pages' policy forbids inline styles", () => {
  expect((option(spec, colours, "en").tooltip as { renderMode: string }).renderMode).toBe("richText");
});
