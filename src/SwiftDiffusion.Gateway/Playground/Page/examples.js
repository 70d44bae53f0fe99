// Prompts to begin with, in the words that the built-in model knows; any other model understands them too.

const objects = ["house", "tree", "mushroom", "fish", "boat", "cat", "balloon", "star", "heart", "flower", "car", "cup"];
const colours = ["red", "orange", "yellow", "green", "blue", "purple", "pink", "white"];
const places = ["at night", "at sunset", "in a meadow", "on the ocean", "in the snow", "in the desert", "on plain paper"];
const sizes = ["a large", "a small"];

export const examples = [
  "a large red mushroom in a meadow",
  "a white boat on the ocean",
  "a purple star at night",
  "a large blue house on the left, sunset",
  "a yellow balloon in the desert",
  "a pink heart on plain paper",
];

const any = (words) => words[Math.floor(Math.random() * words.length)];

/** A prompt nobody asked for. */
export const surprise = () => `${any(sizes)} ${any(colours)} ${any(objects)} ${any(places)}`;
