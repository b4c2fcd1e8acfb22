/** The data source that every panel and variable asks: whichever Prometheus the reader has picked. */

/** Name of the variable that holds the data source. */
export const DATA_SOURCE_VARIABLE = 'datasource';

/** Refers to the Prometheus that the variable names. */
export const DATA_SOURCE = { type: 'prometheus', uid: `\${${DATA_SOURCE_VARIABLE}}` } as const;
