"use client";

import { Plus, Trash2 } from "lucide-react";
import { useTranslations } from "next-intl";
import { Button } from "#components/ui/button.tsx";
import { SelectField } from "#components/ui/select-field.tsx";
import { TextField } from "#components/ui/text-field.tsx";
import { KINDS_OF_TYPE, PREDICATES_MAX } from "#lib/features/certificates/templates/schema/predicates.ts";
import type { PredicateRule, TemplateDocument, TemplateField } from "#lib/features/certificates/templates/types.ts";
import { useEditor } from "../editor.ts";
import { RowButton } from "./element-list.tsx";

/** What a rule asks at first. */
const FIRST_VALUE = { gte: "60", lte: "100", over: "18", in: String(new Date().getFullYear()) } as const;

/** Statements that a holder can prove without the value behind them: over 18, score at least 90, member in 2026. */
export function PredicatesForm() {
  const t = useTranslations("templates.designer.predicates");
  const { document, change } = useEditor();
  const { predicates = [], fields } = document;
  const suited = fields.filter(({ type }) => KINDS_OF_TYPE[type].length > 0);
  const set = (rules: PredicateRule[], about?: string) => change(withRules(rules), about);
  const add = () => {
    const rule = firstRule(suited);
    if (rule) set([...predicates, rule]);
  };
  return (
    <fieldset className="grid gap-4">
      <legend className="mb-2 text-sm font-medium">{t("title")}</legend>
      <p className="text-xs text-ink-soft">{t(suited.length > 0 ? "lead" : "noFields")}</p>
      {predicates.map((rule, at) => (
        <RuleForm
          // biome-ignore lint/suspicious/noArrayIndexKey: a rule is its place while it is being typed
          key={at}
          rule={rule}
          at={at}
          onRule={(next) =>
            set(
              predicates.map((each, index) => (index === at ? next : each)),
              `predicate ${at}`,
            )
          }
          onRemove={() => set(predicates.filter((_, index) => index !== at))}
        />
      ))}
      {suited.length > 0 ? (
        <div>
          <Button
            size="sm"
            icon={<Plus aria-hidden="true" className="size-4" />}
            disabled={predicates.length >= PREDICATES_MAX}
            onClick={add}
          >
            {t("add")}
          </Button>
        </div>
      ) : null}
    </fieldset>
  );
}

function withRules(rules: PredicateRule[]) {
  return ({ predicates: _, ...rest }: TemplateDocument): TemplateDocument =>
    rules.length > 0 ? { ...rest, predicates: rules } : rest;
}

function firstRule([field]: readonly TemplateField[]): PredicateRule | undefined {
  const [kind] = field ? KINDS_OF_TYPE[field.type] : [];
  return field && kind ? { field: field.name, kind, value: FIRST_VALUE[kind] } : undefined;
}

type RuleFormProps = {
  rule: PredicateRule;
  at: number;
  onRule: (rule: PredicateRule) => void;
  onRemove: () => void;
};

function RuleForm({ rule, at, onRule, onRemove }: RuleFormProps) {
  const t = useTranslations("templates.designer.predicates");
  const { document, labelOf, problemAt } = useEditor();
  const suited = document.fields.filter(({ type }) => KINDS_OF_TYPE[type].length > 0);
  const field = suited.find(({ name }) => name === rule.field);
  const kinds = field ? KINDS_OF_TYPE[field.type] : [rule.kind];
  const toField = (name: string) => {
    const next = firstRule(suited.filter((each) => each.name === name));
    if (next) onRule(next);
  };
  return (
    <div className="flex flex-wrap items-end gap-2 rounded-md border border-rule p-3">
      <div className="min-w-28 flex-1">
        <SelectField
          label={t("field")}
          value={rule.field}
          error={problemAt("predicates", at, "field")}
          onChange={(event) => toField(event.target.value)}
          options={(field ? suited : [...suited, { name: rule.field }]).map(({ name }) => ({
            value: name,
            label: labelOf(name),
          }))}
        />
      </div>
      <div className="min-w-32 flex-1">
        <SelectField
          label={t("kind")}
          value={rule.kind}
          onChange={(event) => {
            const kind = event.target.value as PredicateRule["kind"];
            onRule({ field: rule.field, kind, value: FIRST_VALUE[kind] });
          }}
          options={kinds.map((kind) => ({ value: kind, label: t(`kinds.${kind}`) }))}
        />
      </div>
      <div className="w-24">
        <TextField
          label={t("value")}
          inputMode="decimal"
          value={rule.value}
          error={problemAt("predicates", at, "value")}
          onChange={(event) => onRule({ ...rule, value: event.target.value.trim() })}
        />
      </div>
      <RowButton label={t("remove", { name: labelOf(rule.field) })} onClick={onRemove}>
        <Trash2 aria-hidden="true" className="size-4" />
      </RowButton>
    </div>
  );
}
