export default {
  label: "Adresse du site",
  hint: "Celle que les gens taperont. C’est là que mène le carré.",
  bad: "Ce n’est pas une adresse. Par exemple : https://vote.exemple.fr",
  ofThisDevice: "Seul cet appareil connaît cette adresse : sur un autre, le carré ne mènera nulle part.",
};
