/** Loaded on pages with pictures only: <div data-chart="id of its JSON">. Each label opens the rows behind it. */
import { BarChart, LineChart } from "echarts/charts";
import { GridComponent, LegendComponent, MarkLineComponent, TooltipComponent } from "echarts/components";
import * as echarts from "echarts/core";
import { CanvasRenderer } from "echarts/renderers";
import { type Colours, option } from "./option";
import type { ChartSpec } from "./spec";

echarts.use([
  BarChart,
  LineChart,
  GridComponent,
  LegendComponent,
  MarkLineComponent,
  TooltipComponent,
  CanvasRenderer,
]);

/** Tokens are light-dark() pairs: only a computed colour tells which of the two holds. */
function colours(): Colours {
  const probe = document.body.appendChild(document.createElement("i"));
  const token = (name: string): string => {
    probe.style.color = `var(--${name})`;
    return getComputedStyle(probe).color;
  };
  const found = {
    ink: token("ink"),
    faint: token("ink-faint"),
    line: token("line"),
    raised: token("raised"),
    series: [1, 2, 3, 4].map((at) => token(`series-${at}`)),
  };
  probe.remove();
  return found;
}

function draw(area: HTMLElement): void {
  const source = document.getElementById(area.dataset.chart ?? "");
  if (!source) return;
  const spec = JSON.parse(source.textContent ?? "") as ChartSpec;
  const chart = echarts.init(area);
  const paint = () => chart.setOption(option(spec, colours(), document.documentElement.lang), true);
  paint();
  new ResizeObserver(() => chart.resize()).observe(area);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", paint);
  chart.on("click", ({ dataIndex }) => {
    const to = spec.links[dataIndex ?? -1];
    if (to) location.assign(to);
  });
}

function drawAll(): void {
  for (const area of document.querySelectorAll<HTMLElement>("[data-chart]:not([data-drawn])")) {
    area.dataset.drawn = "";
    draw(area);
  }
}

drawAll();
document.addEventListener("htmx:after:swap", drawAll);
