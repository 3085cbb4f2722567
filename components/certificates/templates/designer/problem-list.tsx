"use client";

import { useTranslations } from "next-intl";
import { Callout } from "#components/ui/callout.tsx";
import { ScriptedButton } from "#components/ui/scripted-button.tsx";
import { useEditor } from "./editor.ts";
import { useElementName } from "./element-name.ts";
import type { Problem } from "./problems.ts";

/** What has to be put right before the draft can be saved, each with its place. */
export function ProblemList({
  problems,
  wordsOf,
}: {
  problems: readonly Problem[];
  wordsOf: (problem: Problem) => string;
}) {
  const t = useTranslations("templates.designer");
  const { document, dispatch } = useEditor();
  const nameOf = useElementName();
  if (problems.length === 0) return null;
  return (
    <Callout tone="attention" title={t("problemsTitle", { count: problems.length })}>
      <ul className="grid gap-1">
        {problems.map((problem) => {
          const [part, at] = problem.place.split(".");
          const element = part === "elements" ? document.elements[Number(at)] : undefined;
          const field = part === "fields" ? document.fields[Number(at)] : undefined;
          const where = element
            ? nameOf(element)
            : field
              ? t("ofField", { name: field.name })
              : t(`parts.${partOf(part)}`);
          return (
            <li key={problem.place}>
              {element ? (
                <ScriptedButton
                  type="button"
                  className="text-link"
                  onClick={() => dispatch({ kind: "choose", ids: [element.id] })}
                >
                  {where}
                </ScriptedButton>
              ) : (
                <span className="font-medium">{where}</span>
              )}
              {": "}
              {wordsOf(problem)}
            </li>
          );
        })}
      </ul>
    </Callout>
  );
}

const PARTS = ["page", "background", "achievement", "validity", "predicates", "elements", "fields"] as const;

function partOf(name: string | undefined): (typeof PARTS)[number] | "other" {
  return PARTS.find((part) => part === name) ?? "other";
}
