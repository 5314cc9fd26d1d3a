"""What sample supporters say about why they sign."""

from typing import Final

from demo_site.petition_files import MORATORIUM, STOP_REKOGNITION

_EITHER: Final = (
    "My kids walk to school past four cameras. I'd like them to stay just kids.",
    "I can change a password. I can't change my face.",
    "I was mistaken for somebody else once. It took an hour to sort out, and I was lucky.",
    "Nobody asked us.",
    "I went to my first march at 71. I want to be able to go to a second one.",
    "My parents left a country where the police knew who met whom. I recognize the pattern.",
    "I'm a nurse. People should be able to walk into a clinic without being logged.",
    "For my brother, who already gets stopped twice a month.",
    "I write software for a living. I know how confident a wrong answer can look.",
    "A free country is one where you can take a walk.",
    "I teach civics. I'd rather not have to teach this chapter.",
    "I trust my local officers. I don't trust a machine to tell them who I am.",
    "Being a suspect should take more than being outdoors.",
    "My daughter asked me why the camera needs to know her name. I had no answer.",
    "I photograph crowds for a newspaper, and I blur faces for good reasons.",
    "Signing for those who are afraid to sign.",
    "Security, yes. A permanent line-up, no.",
    "Once it is everywhere, it will be too late to ask whether we wanted it.",
    "As a retired police officer, I say: good work starts with evidence, not with a match.",
    "Our mosque has had enough cameras pointed at it.",
    "I like that the baker knows my face. That's enough people.",
    "Privacy is what lets shy people be brave.",
)
_ON_AMAZON: Final = (
    "I'm a customer of many years. Please do the right thing.",
    "A bookshop shouldn't know which protest I went to.",
    "You could simply choose not to sell this.",
    "I run a small shop on your platform, and I'm asking you to listen.",
)
_ON_LAWMAKERS: Final = (
    "Rules first, cameras second.",
    "I'd ask the same of any party. This one shouldn't be left and right.",
    "A pause costs little. A mistake costs somebody their week, or their job.",
    "You work for the people in the picture.",
)

COMMENTS: Final = {
    STOP_REKOGNITION: (*_EITHER, *_ON_AMAZON),
    MORATORIUM: (*_ON_LAWMAKERS, *_EITHER),
}
