/**
 * Text as HTML that shows it, in an element, in an attribute, and in the small HTML that Plotly reads in its texts, which knows few entities
 * by name.
 */
export const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
