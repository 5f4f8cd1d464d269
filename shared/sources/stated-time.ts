// Days and instants as sources state them: only such as somebody can mean, and the one day that stands for "no end".
import * as z from 'zod';

/** What many HR exports write where there is no last day. */
export const NO_END = '9999-12-31';

function isMeant(text: string): boolean {
  const year = Number(text.slice(0, 4));
  return year >= 1900 && year <= 9998;
}

/** `YYYY-MM-DD` in the years 1900 to 9998: beyond them lie the zeros and the infinities of other systems. */
export const StatedDay = z.iso.date().refine(isMeant);

/** ISO 8601 with an offset, in the same years. */
export const StatedInstant = z.iso.datetime({ offset: true }).refine(isMeant);

/** A last day; undefined where it says that there is none. */
export const StatedLastDay = z
  .union([z.literal(NO_END), StatedDay])
  .transform((day) => (day === NO_END ? undefined : day));

/** When something happened or was said, which also orders what was said: never before 1970, ms being counted from there. */
export const StatedTime = StatedInstant.refine((text) => Date.parse(text) >= 0);
