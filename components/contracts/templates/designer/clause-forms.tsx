"use client";

import { useTranslations } from "next-intl";
import { Checkbox } from "#components/ui/checkbox.tsx";
import type { Block, Clause } from "#lib/features/contracts/templates/types.ts";
import { ConditionFields } from "./condition-fields.tsx";
import { useEditor } from "./editor.ts";
import type { Path } from "./edits.ts";
import { FieldForm, useFreshField } from "./field-form.tsx";
import { Items, Line, Numeric } from "./inputs.tsx";
import { Text } from "./text.tsx";

/** The text of a contract that is written here, clause by clause. */
export function ClauseForms({ clauses }: { clauses: readonly Clause[] }) {
  const t = useTranslations("contractTemplates.designer.clause");
  const make = (): Clause => ({
    ...{ heading: t("fresh", { number: clauses.length + 1 }), numbered: true },
    blocks: [{ kind: "paragraph", text: t("freshText") }],
  });
  return (
    <Items
      path={["body", "clauses"]}
      items={clauses}
      nameOf={({ heading }, at) => heading || t("fresh", { number: at + 1 })}
      add={[{ label: t("add"), make }]}
    >
      {(clause, path) => <ClauseForm clause={clause} path={path} />}
    </Items>
  );
}

function ClauseForm({ clause: { heading, numbered, when, blocks }, path }: { clause: Clause; path: Path }) {
  const t = useTranslations("contractTemplates.designer.clause");
  const { set } = useEditor();
  const field = useFreshField();
  return (
    <>
      <Line path={[...path, "heading"]} value={heading} label={t("heading")} optional />
      <Checkbox
        label={t("numbered")}
        checked={numbered}
        onChange={(event) => set([...path, "numbered"], event.target.checked)}
      />
      <ConditionFields path={[...path, "when"]} when={when} />
      <Items<Block>
        path={[...path, "blocks"]}
        items={blocks}
        nameOf={({ kind }, at) => t("block", { number: at + 1, kind: t(`kinds.${kind}`) })}
        add={[
          { label: t("addText"), make: () => ({ kind: "paragraph", text: t("freshText") }) },
          {
            label: t("addTable"),
            make: () => ({ kind: "table", rows: [{ label: t("rowLabel"), text: t("freshText") }] }),
          },
          { label: t("addField"), make: () => ({ kind: "field", field: field() }) },
        ]}
      >
        {(block, place) => (
          <>
            <BlockForm block={block} path={place} />
            <ConditionFields path={[...place, "when"]} when={block.when} />
          </>
        )}
      </Items>
    </>
  );
}

function BlockForm({ block, path }: { block: Block; path: Path }) {
  const t = useTranslations("contractTemplates.designer");
  if (block.kind === "paragraph") return <Text path={[...path, "text"]} value={block.text} label={t("clause.text")} />;
  if (block.kind === "field") {
    const { width, height } = block.field;
    const place = [...path, "field"];
    return (
      <>
        <FieldForm field={block.field} path={place} />
        <div className="grid gap-3 sm:grid-cols-2">
          <Numeric path={[...place, "width"]} value={width} label={t("place.width")} optional />
          <Numeric path={[...place, "height"]} value={height} label={t("place.height")} optional />
        </div>
      </>
    );
  }
  return (
    <Items
      path={[...path, "rows"]}
      items={block.rows}
      nameOf={({ label }, at) => label || t("clause.row", { number: at + 1 })}
      add={[{ label: t("clause.addRow"), make: () => ({ label: t("clause.rowLabel"), text: t("clause.freshText") }) }]}
    >
      {(row, place) => (
        <>
          <Line path={[...place, "label"]} value={row.label} label={t("clause.rowLabel")} />
          <Text path={[...place, "text"]} value={row.text} label={t("clause.text")} />
        </>
      )}
    </Items>
  );
}
