// The value of an own field in words of the tablet's language.
import type { OwnValue } from "../api/types";
import { currentLanguage, w } from ".";

const locale = () => (currentLanguage() === "ru" ? "ru-RU" : "en-GB");

export function ownText({ type, value, currency }: OwnValue): string {
  if (typeof value === "boolean") return value ? w().common.yes : w().common.no;
  if (Array.isArray(value)) return value.join(", ");
  if (type === "date") {
    // A day is the same wherever one reads it.
    const written = { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" } as const;
    return new Intl.DateTimeFormat(locale(), written).format(new Date(`${value}T00:00:00Z`));
  }
  if (type === "money") {
    const whole = Number(value) % 1 === 0;
    const written = { style: "currency", currency, minimumFractionDigits: whole ? 0 : 2 } as const;
    return new Intl.NumberFormat(locale(), written).format(Number(value));
  }
  if (type === "whole" || type === "decimal") {
    return new Intl.NumberFormat(locale(), { maximumFractionDigits: 4 }).format(Number(value));
  }
  return value;
}
