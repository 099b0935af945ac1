package io.coxswain.samples;

/**
 * One section of what {@code INFO} tells.
 *
 * @param title as it is shown; asked for in whatever case
 * @param fields writes the section's lines
 */
record InfoSection(String title, Fields fields) {
    /** Writes the lines of a section. */
    interface Fields {
        /** Writes the lines as they are at this moment. Loop. */
        void writeTo(Lines lines);
    }

    /** The lines of a section: {@code name:value}. */
    static final class Lines {
        private final StringBuilder text;

        private Lines(StringBuilder text) {
            this.text = text;
        }

        /**
         * Adds a line.
         *
         * @param name with the unit last, if the value has one
         */
        Lines put(String name, Object value) {
            text.append(name).append(':').append(value).append("\r\n");
            return this;
        }
    }

    /** Appends the section to those before it, separated by an empty line. */
    void appendTo(StringBuilder text) {
        if (text.length() > 0) {
            text.append("\r\n");
        }
        text.append("# ").append(title).append("\r\n");
        fields.writeTo(new Lines(text));
    }
}
