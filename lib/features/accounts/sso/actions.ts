"use server";

import { redirect } from "next/navigation";
import { localPath } from "#lib/features/accounts/sessions/schema.ts";
import { action, buttonAction } from "#lib/gate/action.ts";
import { rememberJourney } from "#lib/gate/journey-cookie.ts";
import { departureSchema, providerSchema } from "./schema.ts";
import { changeProvider, removeProvider } from "./verbs/change-provider.ts";
import { departToProvider } from "./verbs/depart-to-provider.ts";

const ACCESS_PATH = "/settings/access";

export const changeProviderAction = action({
  schema: providerSchema,
  secrets: ["secret"],
  verb: ({ actor, data }) => changeProvider({ actor, provider: data }),
  clears: ["secret"],
  revalidate: ACCESS_PATH,
});

export const removeProviderAction = buttonAction({
  returnTo: ACCESS_PATH,
  verb: ({ actor }) => removeProvider({ actor }),
  revalidate: ACCESS_PATH,
});

export const departAction = action({
  auth: "public",
  schema: departureSchema,
  verb: async ({ data: { slug, next }, client: { address } }) => {
    const { url, journey } = await departToProvider({ slug, next: localPath(next), address });
    await rememberJourney({ ...journey });
    redirect(url);
  },
});
