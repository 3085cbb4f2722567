"use server";

import { redirect } from "next/navigation";
import { z } from "zod";
import { buttonAction } from "#lib/gate/action.ts";
import { translator } from "#lib/i18n/translator.ts";
import { SealbookError } from "#lib/words/errors.ts";
import { GALLERY } from "./drawing/gallery/gallery.ts";
import { blankDocument } from "./schema/blank.ts";
import { createTemplate } from "./verbs/create-template.ts";
import { publishTemplate } from "./verbs/publish-template.ts";
import { retireTemplate } from "./verbs/retire-template.ts";

const PATH = "/certificates/templates";
const pathOf = ({ id }: { id: string }) => `${PATH}/${encodeURIComponent(id)}`;

const LANGUAGES = ["zh-CN", "en"] as const;

/** An empty page, which opens in the designer. */
export const beginTemplateAction = buttonAction({
  schema: z.object({ language: z.enum(LANGUAGES) }),
  returnTo: `${PATH}/gallery`,
  verb: async ({ actor, data: { language } }) => {
    const name = translator(language)("templates.gallery.blankName");
    const { id } = await createTemplate({ actor, name, document: blankDocument({ language, name }) });
    redirect(`${pathOf({ id })}/design`);
  },
  revalidate: PATH,
});

/** A copy of a design, which opens in the designer. */
export const takeDesignAction = buttonAction({
  schema: z.object({ design: z.enum(GALLERY.map(({ id }) => id)), language: z.enum(LANGUAGES) }),
  returnTo: `${PATH}/gallery`,
  verb: async ({ actor, data: { design, language } }) => {
    const document = GALLERY.find(({ id }) => id === design)?.document(language);
    if (!document) throw new SealbookError("not_found");
    const { id } = await createTemplate({ actor, name: document.achievement.name, document });
    redirect(`${pathOf({ id })}/design`);
  },
  revalidate: PATH,
});

/** The version as it was seen: what somebody saved since is not published unseen. */
export const publishTemplateAction = buttonAction({
  schema: z.object({ id: z.uuid(), basis: z.string() }),
  returnTo: pathOf,
  verb: ({ actor, data }) => publishTemplate({ actor, ...data }),
  revalidate: pathOf,
});

export const retireTemplateAction = buttonAction({
  schema: z.object({ id: z.uuid() }),
  returnTo: pathOf,
  verb: ({ actor, data }) => retireTemplate({ actor, ...data }),
  revalidate: pathOf,
});
