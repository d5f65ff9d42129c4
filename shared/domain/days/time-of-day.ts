/** A time of day on a 24-hour clock, `08:30`; such texts sort as the times do. */
export const timeOfDayForm = /^(?:[01]\d|2[0-3]):[0-5]\d$/u
