/** The twenty tasks: each adds one function with a test. Small on purpose, as most tasks of a list are. */
export interface Area {
  name: string;
  title: string;
  conversions: Conversion[];
}

export interface Conversion {
  /** As a person says it: `inches to millimeters`. */
  words: string;
  factor: number;
}

const conversion = (words: string, factor: number): Conversion => ({ words, factor });

export const areas: readonly Area[] = [
  {
    name: 'lengths',
    title: 'Lengths',
    conversions: [
      conversion('inches to millimeters', 25.4),
      conversion('feet to meters', 0.3048),
      conversion('yards to meters', 0.9144),
      conversion('miles to kilometers', 1.609344),
      conversion('nautical miles to kilometers', 1.852),
    ],
  },
  {
    name: 'weights',
    title: 'Weights',
    conversions: [
      conversion('ounces to grams', 28.349523125),
      conversion('pounds to kilograms', 0.45359237),
      conversion('stones to kilograms', 6.35029318),
      conversion('short tons to kilograms', 907.18474),
      conversion('carats to grams', 0.2),
    ],
  },
  {
    name: 'volumes',
    title: 'Volumes',
    conversions: [
      conversion('pints to milliliters', 473.176473),
      conversion('gallons to liters', 3.785411784),
      conversion('cups to milliliters', 236.5882365),
      conversion('tablespoons to milliliters', 14.78676478125),
      conversion('fluid ounces to milliliters', 29.5735295625),
    ],
  },
  {
    name: 'times',
    title: 'Times',
    conversions: [
      conversion('minutes to seconds', 60),
      conversion('hours to minutes', 60),
      conversion('days to hours', 24),
      conversion('weeks to days', 7),
      conversion('hours to seconds', 3600),
    ],
  },
];
