export type Forms = Partial<Record<Intl.LDMLPluralRule, string>> & { other: string };

/** «3 visits»: the number in the language's own writing and the right form of the word. */
export function plural(language: string): (n: number, forms: Forms) => string {
  const rules = new Intl.PluralRules(language);
  const numbers = new Intl.NumberFormat(language);
  return (n, forms) => `${numbers.format(n)} ${forms[rules.select(n)] ?? forms.other}`;
}
