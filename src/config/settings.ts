/** The settings as a list, for messages and for the page that describes them. */
import type { z } from "zod";
import { DEFAULTS } from "./defaults.js";
import { type About, abouts, type Config, configSchema } from "./schema.js";

/** One setting as people read of it. */
export interface Setting extends About {
  /** `watch.quiet_ms`. */
  key: string;
  default: unknown;
}

/** All settings in the order of the schema. */
export function listSettings(): Setting[] {
  return Object.entries(configSchema.shape).flatMap(([name, schema]) => {
    const value = DEFAULTS[name as keyof Config];
    const about = abouts.get(schema);
    if (about) return [{ key: name, default: value, ...about }];
    const leaves = Object.entries((schema as z.ZodObject).shape);
    return leaves.map(([inner, leaf]) =>
      leafSetting(`${name}.${inner}`, leaf as z.ZodType, (value as Record<string, unknown>)[inner]),
    );
  });
}

function leafSetting(key: string, schema: z.ZodType, value: unknown): Setting {
  const about = abouts.get(schema);
  if (!about) throw new Error(`the setting ${key} has no description`);
  return { key, default: value, ...about };
}
