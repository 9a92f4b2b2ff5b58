"""The template: the code that lays out every sheet of the planning and company workbooks."""
