"use client";

import { useTranslations } from "next-intl";
import { Tabs } from "#components/ui/tabs.tsx";
import { ElementForm } from "./element-form.tsx";
import { ElementList } from "./element-list.tsx";
import { FieldsPanel } from "./fields-panel.tsx";
import { PageForm } from "./page-form.tsx";
import { WordsPanel } from "./words-panel.tsx";

/** Everything of the template as plain forms. */
export function Panels() {
  const t = useTranslations("templates.designer");
  const elements = (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-5">
      <ElementForm />
      <ElementList />
    </div>
  );
  return (
    <section aria-label={t("panels")} className="min-w-0 lg:max-h-[calc(100dvh-9rem)] lg:overflow-y-auto lg:pe-1">
      <Tabs
        label={t("panels")}
        tabs={[
          { value: "elements", label: t("tabs.elements"), content: elements },
          { value: "fields", label: t("tabs.fields"), content: <FieldsPanel /> },
          { value: "words", label: t("tabs.words"), content: <WordsPanel /> },
          { value: "page", label: t("tabs.page"), content: <PageForm /> },
        ]}
      />
    </section>
  );
}
