import { Archive } from "lucide-react";
import { getTranslations } from "next-intl/server";
import { RuleForm } from "#components/erasure/rule-form.tsx";
import { RulesTable } from "#components/erasure/rules-table.tsx";
import { Card } from "#components/ui/card.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { loadRules } from "#lib/features/evidence/erasure/pages.ts";

export default async function RetentionPage() {
  const [t, settings, { rules, role, mayManage, tags }] = await Promise.all([
    getTranslations("erasure.rules"),
    getTranslations("settings"),
    loadRules(),
  ]);
  return (
    <div className="grid gap-5">
      <div className="grid max-w-prose gap-1 text-sm text-ink-soft">
        <p>{t("lead")}</p>
        {mayManage ? null : <p>{t("readOnly", { role: settings(`roles.${role}`) })}</p>}
      </div>
      {rules.length > 0 ? (
        <RulesTable rules={rules} mayManage={mayManage} />
      ) : (
        <EmptyState icon={<Archive aria-hidden="true" />} title={t("empty")} />
      )}
      {mayManage ? (
        <Card title={t("add")} className="max-w-4xl">
          <RuleForm tags={tags} />
        </Card>
      ) : null}
    </div>
  );
}
