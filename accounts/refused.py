"""What the services of every app say no with."""


class Refused(Exception):
    """Something that even the owner may not do, or not so. `code` is stable, for programs; the text is for the person.

    `address`: where it goes on from here, if anywhere.
    """

    def __init__(self, code: str, text: str, address: str = ""):
        super().__init__(text)
        self.code = code
        self.address = address
